/**
 * When runs start and which time they stand for: Airflow's timetables over the five fields of cron,
 * over a distance in time and over dates. Pure arithmetic: the time it is now is an argument.
 */
@NullMarked
package vn.edulake.orchestration.timetable;

import org.jspecify.annotations.NullMarked;
