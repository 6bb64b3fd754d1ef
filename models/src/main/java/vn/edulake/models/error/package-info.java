/**
 * The errors of the lake: a stable code, one line that says what, why, how and what is true now.
 *
 * <p>{@link vn.edulake.models.error.UserError} is the caller's, {@link
 * vn.edulake.models.error.DataError} the data's, {@link vn.edulake.models.error.ExternalError} an
 * outside system's. Anything else that is thrown is a bug.
 */
@NullMarked
package vn.edulake.models.error;

import org.jspecify.annotations.NullMarked;
