/** What the checks of the lake found, as pages for people. */
@NullMarked
package vn.edulake.jobs.quality;

import org.jspecify.annotations.NullMarked;
