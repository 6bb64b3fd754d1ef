package vn.edulake.orchestration.dag;

/**
 * Why a DAG file was not taken in.
 *
 * @param file relative to the folder of DAG files
 * @param line where the first problem stands, counted from 1
 * @param message one line for each problem, each with file and line
 */
public record ImportError(String file, int line, String message) {}
