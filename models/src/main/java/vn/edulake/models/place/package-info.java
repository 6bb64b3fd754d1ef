/**
 * Places through time: pure arithmetic that moves a figure from the boundaries it was measured on
 * to the boundaries of another day.
 */
@NullMarked
package vn.edulake.models.place;

import org.jspecify.annotations.NullMarked;
