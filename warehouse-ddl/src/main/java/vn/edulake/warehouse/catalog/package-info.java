/**
 * The Iceberg catalogs: one for the personal zone, one for the tables that Trino serves.
 *
 * <p>Both live in one PostgreSQL under different names, so that a release can move the tables of
 * both in one transaction while Trino knows only the served one.
 */
@NullMarked
package vn.edulake.warehouse.catalog;

import org.jspecify.annotations.NullMarked;
