/**
 * How a table is made. Here stands what all jobs share: the steps they announce, and how they tell
 * an outage.
 */
@NullMarked
package vn.edulake.jobs;

import org.jspecify.annotations.NullMarked;
