/**
 * What a DAG is: immutable definitions of DAGs, tasks, groups, schedules and assets, and the reader
 * and writer of DAG files. A file is dag-factory YAML, so that it runs on an Airflow too; dotted
 * operator classes are mapped by a closed register, and whatever the register or the list of keys
 * does not know is an import error with file and line. Nothing here runs anything.
 */
@NullMarked
package vn.edulake.orchestration.dag;

import org.jspecify.annotations.NullMarked;
