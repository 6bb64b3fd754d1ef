/**
 * Generated deliveries in the form, and with the dirt, of real ones. Nothing in them is about a
 * real person.
 */
@NullMarked
package vn.edulake.jobs.simulate;

import org.jspecify.annotations.NullMarked;
