/**
 * Templates in arguments of tasks: Jinja with the names that Airflow gives a task. A template sees
 * those names and nothing of Java: attributes and methods are those that this package spells out. A
 * name that is not there is an error, not an empty text.
 */
@NullMarked
package vn.edulake.orchestration.template;

import org.jspecify.annotations.NullMarked;
