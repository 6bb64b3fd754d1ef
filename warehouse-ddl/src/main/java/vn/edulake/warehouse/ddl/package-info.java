/**
 * What the tables are: the wanted state in {@code ddl/<layer>/<table>.sql}, the difference to what
 * is stored, and the steps that close it without ever losing data.
 */
@NullMarked
package vn.edulake.warehouse.ddl;

import org.jspecify.annotations.NullMarked;
