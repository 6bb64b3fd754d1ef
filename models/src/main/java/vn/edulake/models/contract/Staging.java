package vn.edulake.models.contract;

import java.time.Duration;
import vn.edulake.models.Refresh;

/**
 * That the staging table of an entity follows from its contract.
 *
 * @param within how old the newest delivery may be
 */
public record Staging(Refresh refresh, Duration within) {}
