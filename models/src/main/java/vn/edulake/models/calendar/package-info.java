/**
 * Days: the lunar calendar of Viet Nam, computed from the moon and the sun, and what the law makes
 * of a day. Nothing here reads a clock or a table.
 */
@NullMarked
package vn.edulake.models.calendar;

import org.jspecify.annotations.NullMarked;
