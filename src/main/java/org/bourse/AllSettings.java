package org.bourse;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Has all settings read, so that a wrong one stops the start before anything is opened or
 * written: what a ledger was opened with holds.
 */
final class AllSettings {

	AllSettings(ListableBeanFactory beans) {
		beans.getBeansWithAnnotation(ConfigurationProperties.class);
	}

}
