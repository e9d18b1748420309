package org.bourse.client.bench;

import java.util.List;

/**
 * A part of a report: what was asked, the figures, and what they say.
 */
record Section(String heading, Table table, String conclusion, List<Chart> charts) {
}
