/** How marks become results, levels and promotion, by the policy of each grade and year. */
@NullMarked
package vn.edulake.models.assessment;

import org.jspecify.annotations.NullMarked;
