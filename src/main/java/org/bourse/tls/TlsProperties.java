package org.bourse.tls;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * TLS of all doors.
 *
 * @param bundle the name of a bundle in spring.ssl.bundle.pem or spring.ssl.bundle.jks,
 * with a certificate and its key: all three doors speak TLS with it, and nothing else.
 * Empty for no TLS
 * @param clientAuth whether clients have to show a certificate that the bundle's trust
 * store knows: none, want or need
 */
@ConfigurationProperties(prefix = "bourse.tls", ignoreUnknownFields = false)
record TlsProperties(@DefaultValue("") String bundle, @DefaultValue("none") ClientAuth clientAuth) {
}
