/**
 * Policy: thresholds, dates and lists that law or the province sets, each with its legal basis and
 * validity. They reach models as named parameters.
 */
@NullMarked
package vn.edulake.models.policy;

import org.jspecify.annotations.NullMarked;
