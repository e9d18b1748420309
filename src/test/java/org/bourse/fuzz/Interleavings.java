package org.bourse.fuzz;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.util.LoggingLevel;

/**
 * Has Lincheck's model checker try how the operations of a test class may interleave.
 */
public final class Interleavings {

	private static final int ITERATIONS = Integer.getInteger("interleavings.iterations", 2);

	private static final int INVOCATIONS = Integer.getInteger("interleavings.invocations", 25);

	/**
	 * What threads do between two calls of a map is looked at, not within one: there are
	 * a hundred steps in each.
	 */
	private static final ManagedStrategyGuarantee MAPS = ManagedStrategyGuaranteeKt
		.forClasses("java.util.TreeMap", "java.util.HashMap", "java.util.AbstractMap")
		.allMethods()
		.treatAsAtomic();

	private Interleavings() {
	}

	/** For what is measured: meters are not what is checked, and more than can be. */
	public static MeterRegistry unmeasured() {
		MeterRegistry registry = new SimpleMeterRegistry();
		registry.config().meterFilter(MeterFilter.deny());
		return registry;
	}

	/**
	 * Fails, with the steps that lead there, if results are possible that no order of the
	 * operations explains.
	 * @param operations the class whose operations are tried
	 * @param naive has the same operations, without regard to threads
	 */
	public static void check(Class<?> operations, Class<?> naive) {
		new ModelCheckingOptions().iterations(ITERATIONS)
			.invocationsPerIteration(INVOCATIONS)
			.threads(2)
			.actorsBefore(2)
			.actorsPerThread(3)
			.actorsAfter(2)
			.sequentialSpecification(naive)
			.addGuarantee(MAPS)
			.logLevel(LoggingLevel.ERROR)
			.check(operations);
	}

}
