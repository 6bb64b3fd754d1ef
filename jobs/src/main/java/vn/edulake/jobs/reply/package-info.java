/**
 * The reply to a sender: which of its files came, and what of them was refused, by the file's own
 * row and column, with the value, the rule and what can be done.
 *
 * <p>It is the one place where texts of refused lines are shown to a person, and each time is
 * noted.
 */
@NullMarked
package vn.edulake.jobs.reply;

import org.jspecify.annotations.NullMarked;
