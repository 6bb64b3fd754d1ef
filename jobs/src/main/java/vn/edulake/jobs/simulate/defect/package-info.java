/**
 * What goes wrong in real deliveries, planted into generated ones with an answer key: which file,
 * row and person, and what would be right.
 */
@NullMarked
package vn.edulake.jobs.simulate.defect;

import org.jspecify.annotations.NullMarked;
