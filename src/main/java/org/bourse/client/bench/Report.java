package org.bourse.client.bench;

import java.util.List;

/**
 * All that is told of a run, in whichever form.
 *
 * @param self what was measured of servers that do nothing, which is the bench itself
 * @param sections the figures as people want them
 * @param results the figures
 * @param notes what a reader should know before believing them
 * @param verdicts of the thresholds
 * @param end complete if all was measured that was planned
 */
record Report(Conditions conditions, List<Result> self, List<Section> sections, List<Result> results,
		List<String> notes, List<Threshold.Verdict> verdicts, Result.End end) {
}
