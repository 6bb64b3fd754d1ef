/** What people read: the views of the published catalog, made in Trino from the tables' DDL. */
@NullMarked
package vn.edulake.jobs.publish;

import org.jspecify.annotations.NullMarked;
