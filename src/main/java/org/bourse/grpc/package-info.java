/**
 * The gRPC door: the service, how its messages and statuses are made of the domain's
 * values, and on which threads calls run. Boot starts and stops the server.
 */
@NullMarked
package org.bourse.grpc;

import org.jspecify.annotations.NullMarked;
