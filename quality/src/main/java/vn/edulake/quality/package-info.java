/** Whether a table may be seen: checks derived from what the table says of itself. */
@NullMarked
package vn.edulake.quality;

import org.jspecify.annotations.NullMarked;
