/**
 * The configuration: one place for each outside part (database, storage, catalog, Spark, Trino).
 *
 * <p>A key of {@code lake.yml}, a flag {@code --set key=value} and an environment variable {@code
 * LAKE_KEY} are one option; flag goes before environment, environment before file, file before
 * default.
 */
@NullMarked
package vn.edulake.warehouse.config;

import org.jspecify.annotations.NullMarked;
