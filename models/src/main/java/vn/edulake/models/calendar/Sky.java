package vn.edulake.models.calendar;

/**
 * When the moon is new, and where the sun stands. The series of J. Meeus, Astronomical Algorithms
 * (2nd edition, chapters 25 and 49): new moons within seconds, the sun within a hundredth of a
 * degree; the difference between uniform and civil time by the polynomials of Espenak and Meeus.
 *
 * <p>Days are Julian days; those of the results are in universal time.
 */
final class Sky {
  private static final double J2000 = 2451545.0;
  private static final double CENTURY = 36525.0;

  /** Amplitude, power of the orbit's eccentricity, and the factors of M, M', F. */
  private static final double[][] NEW_MOON = {
    {-0.40720, 0, 0, 1, 0},
    {0.17241, 1, 1, 0, 0},
    {0.01608, 0, 0, 2, 0},
    {0.01039, 0, 0, 0, 2},
    {0.00739, 1, -1, 1, 0},
    {-0.00514, 1, 1, 1, 0},
    {0.00208, 2, 2, 0, 0},
    {-0.00111, 0, 0, 1, -2},
    {-0.00057, 0, 0, 1, 2},
    {0.00056, 1, 1, 2, 0},
    {-0.00042, 0, 0, 3, 0},
    {0.00042, 1, 1, 0, 2},
    {0.00038, 1, 1, 0, -2},
    {-0.00024, 1, -1, 2, 0},
    {-0.00007, 0, 2, 1, 0},
    {0.00004, 0, 0, 2, -2},
    {0.00004, 0, 3, 0, 0},
    {0.00003, 0, 1, 1, -2},
    {0.00003, 0, 0, 2, 2},
    {-0.00003, 0, 1, 1, 2},
    {0.00003, 0, -1, 1, 2},
    {-0.00002, 0, -1, 1, -2},
    {-0.00002, 0, 1, 3, 0},
    {0.00002, 0, 0, 4, 0},
  };

  /** Amplitude, and the constant and the rate of the angle, of what the planets do. */
  private static final double[][] PLANETS = {
    {0.000325, 299.77, 0.107408},
    {0.000165, 251.88, 0.016321},
    {0.000164, 251.83, 26.651886},
    {0.000126, 349.42, 36.412478},
    {0.000110, 84.66, 18.206239},
    {0.000062, 141.74, 53.303771},
    {0.000060, 207.14, 2.453732},
    {0.000056, 154.84, 7.306860},
    {0.000047, 34.52, 27.261239},
    {0.000042, 207.19, 0.121824},
    {0.000040, 291.34, 1.844379},
    {0.000037, 161.72, 24.198154},
    {0.000035, 239.56, 25.513099},
    {0.000023, 331.55, 3.592518},
  };

  private Sky() {}

  /** The new moon of a lunation; number 0 is that of 6 January 2000. */
  static double newMoon(int lunation) {
    double k = lunation;
    double t = k / 1236.85;
    double e = 1 - t * (0.002516 + 0.0000074 * t);
    double sun = 2.5534 + 29.10535670 * k - t * t * (0.0000014 + 0.00000011 * t);
    double moon =
        201.5643 + 385.81693528 * k + t * t * (0.0107582 + t * (0.00001238 - 0.000000058 * t));
    double node =
        160.7108 + 390.67050284 * k - t * t * (0.0016118 + t * (0.00000227 - 0.000000011 * t));
    double ascending = 124.7746 - 1.56375588 * k + t * t * (0.0020672 + 0.00000215 * t);
    double day =
        2451550.09766
            + 29.530588861 * k
            + t * t * (0.00015437 - t * (0.000000150 - 0.00000000073 * t));
    for (double[] term : NEW_MOON) {
      day += term[0] * Math.pow(e, term[1]) * sin(term[2] * sun + term[3] * moon + term[4] * node);
    }
    day -= 0.00017 * sin(ascending);
    for (double[] term : PLANETS) {
      day += term[0] * sin(term[1] + term[2] * k);
    }
    return day - deltaT(day) / 86400;
  }

  /** The apparent longitude of the sun, in degrees from 0 to 360, at a day in universal time. */
  static double sunLongitude(double day) {
    double t = (day + deltaT(day) / 86400 - J2000) / CENTURY;
    double mean = 280.46646 + t * (36000.76983 + 0.0003032 * t);
    double anomaly = 357.52911 + t * (35999.05029 - 0.0001537 * t);
    double centre =
        (1.914602 - t * (0.004817 + 0.000014 * t)) * sin(anomaly)
            + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
            + 0.000289 * sin(3 * anomaly);
    double apparent = mean + centre - 0.00569 - 0.00478 * sin(125.04 - 1934.136 * t);
    return apparent - 360 * Math.floor(apparent / 360);
  }

  /** Seconds by which uniform time is ahead of universal time. */
  private static double deltaT(double day) {
    double year = 2000 + (day - J2000) / 365.25;
    if (year < 1920) {
      return polynomial(year - 1900, -2.79, 1.494119, -0.0598939, 0.0061966, -0.000197);
    }
    if (year < 1941) {
      return polynomial(year - 1920, 21.20, 0.84493, -0.076100, 0.0020936);
    }
    if (year < 1961) {
      return polynomial(year - 1950, 29.07, 0.407, -1 / 233.0, 1 / 2547.0);
    }
    if (year < 1986) {
      return polynomial(year - 1975, 45.45, 1.067, -1 / 260.0, -1 / 718.0);
    }
    if (year < 2005) {
      return polynomial(
          year - 2000, 63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599);
    }
    if (year < 2050) {
      return polynomial(year - 2000, 62.92, 0.32217, 0.005589);
    }
    double centuries = (year - 1820) / 100;
    return -20 + 32 * centuries * centuries - 0.5628 * (2150 - year);
  }

  private static double polynomial(double x, double... factors) {
    double result = 0;
    for (int i = factors.length - 1; i >= 0; i--) {
      result = result * x + factors[i];
    }
    return result;
  }

  private static double sin(double degrees) {
    return Math.sin(Math.toRadians(degrees));
  }
}
