/**
 * Who is who, for people: what the last release says of learners, and what people decide about
 * them. A decision is a delivery like another one; the next run follows it. The door is {@link
 * vn.edulake.jobs.whois.IdentityDesk}.
 */
@NullMarked
package vn.edulake.jobs.whois;

import org.jspecify.annotations.NullMarked;
