/**
 * Policy: thresholds, dates and lists that law or the province sets, each with its legal basis and
 * validity, which reach models as named parameters; and how tables are maintained.
 */
@NullMarked
package vn.edulake.models.policy;

import org.jspecify.annotations.NullMarked;
