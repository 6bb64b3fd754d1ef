/**
 * What systems send about the province: feeds, their deliveries by day, and the files as those
 * systems write them. A feed makes sheets of rows; the form of a delivery decides how they look in
 * a file.
 */
@NullMarked
package vn.edulake.jobs.simulate.feed;

import org.jspecify.annotations.NullMarked;
