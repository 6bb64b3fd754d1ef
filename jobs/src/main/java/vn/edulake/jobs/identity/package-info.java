/**
 * Who is who: persons of two files that are the same one, by scored linkage.
 *
 * <p>Values are normalised and compared column by column; how much an agreement says is learnt from
 * the files themselves (Fellegi and Sunter 1969, with expectation maximisation as Winkler 1988 has
 * it); a person is then given its best partner unless another one comes close. {@link
 * vn.edulake.jobs.identity.Linkage} is the door.
 */
@NullMarked
package vn.edulake.jobs.identity;

import org.jspecify.annotations.NullMarked;
