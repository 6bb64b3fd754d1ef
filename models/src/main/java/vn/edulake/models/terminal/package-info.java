/**
 * What programs say on a terminal: tables of rows, and the line of a failure. The program of the
 * lake and that of its scheduler say both in the same way.
 */
@NullMarked
package vn.edulake.models.terminal;

import org.jspecify.annotations.NullMarked;
