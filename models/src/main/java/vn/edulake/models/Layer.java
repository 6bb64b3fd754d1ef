package vn.edulake.models;

import java.util.Locale;

/** A layer of the lake. Layers read only to the left. */
public enum Layer {
  /** The source's text, untouched. */
  RAW(Zone.PERSONAL),
  /** Renamed, cast, decoded, de-duplicated; one table per source table. */
  STAGING(Zone.PERSONAL),
  /** Names, numbers, contacts. */
  VAULT(Zone.PERSONAL),
  /** Conformed dimensions, facts and bridges. */
  CORE(Zone.SERVED),
  /** Figures for people. */
  MARTS(Zone.SERVED),
  /** Loads, rejects, runs and releases. */
  OPS(Zone.SERVED);

  /** Where a layer's tables are kept. */
  public enum Zone {
    /** A catalog of its own that Trino never sees. */
    PERSONAL,
    /** The catalog that Trino serves. */
    SERVED
  }

  private final Zone zone;

  Layer(Zone zone) {
    this.zone = zone;
  }

  public Zone zone() {
    return zone;
  }

  /** The schema name: {@code core}. */
  public String schema() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a table of this layer may be built from a table of {@code input}. */
  public boolean mayRead(Layer input) {
    return switch (this) {
      case RAW, OPS -> false;
      case STAGING -> input == RAW;
      case VAULT -> input == STAGING || input == VAULT;
      // Of the vault only keys: a test holds core against its names and numbers.
      case CORE -> input == STAGING || input == VAULT || input == CORE;
      case MARTS -> input == CORE || input == MARTS;
    };
  }
}
