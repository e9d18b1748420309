package org.bourse.ops;

import java.util.List;

import org.bourse.ops.PromQl.Grouping;
import org.bourse.ops.PromQl.Matcher;
import org.bourse.ops.PromQl.Selector;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PromQlTest {

	private static final Selector A = new Selector("a", List.of());

	private static final Selector B = new Selector("b", List.of());

	@Test
	void metricsAreToldFromFunctionsKeywordsNumbersDurationsAndTexts() {
		assertThat(PromQl
			.of("""
					# not_this_one
					histogram_quantile(0.99, sum(rate(a{x="not, {this} \\"one\\"", y!~'or|this'}[$__rate_interval:5s] offset 1h30m)))
					  or bool 1e-3 * max_over_time(b[5m]) > Inf unless vector(0) == 0x1f""")
			.selectors())
			.containsExactly(new Selector("a",
					List.of(new Matcher("x", "=", "not, {this} \\\"one\\\""), new Matcher("y", "!~", "or|this"))), B);
	}

	@Test
	void groupingsBelongToWhatIsInTheirBrackets() {
		assertThat(PromQl.of("sum by (x, y) (rate(a[5m])) / sum(b) by (z)").groupings()).containsExactly(
				new Grouping("by", List.of("x", "y"), List.of(A)), new Grouping("by", List.of("z"), List.of(B)));
		assertThat(PromQl.of("max by (x) (sum by (x, y) (a) / ignoring (y) group_left b)").groupings()).containsExactly(
				new Grouping("by", List.of("x", "y"), List.of(A)), new Grouping("ignoring", List.of("y"), List.of()),
				new Grouping("group_left", List.of(), List.of()), new Grouping("by", List.of("x"), List.of(A, B)));
	}

	@Test
	void valuesOfAVariableAreAGroupingToo() {
		assertThat(PromQl.of("label_values(a, x)"))
			.isEqualTo(new PromQl(List.of(A), List.of(new Grouping("by", List.of("x"), List.of(A)))));
	}

	@Test
	void whatAMatcherTakesIsKnownOfWordsOnly() {
		assertThat(new Matcher("x", "=~", "one|two-three").alternatives()).containsExactly("one", "two-three");
		assertThat(new Matcher("x", "=", "G1 Eden|Space").alternatives()).containsExactly("G1 Eden|Space");
		assertThat(new Matcher("x", "=~", "Bourse.*").alternatives()).isEmpty();
		assertThat(new Matcher("x", "=~", "$x").alternatives()).isEmpty();
	}

	@Test
	void aMetricHasToBeNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> PromQl.of("sum({job=\"bourse\"})"));
	}

}
