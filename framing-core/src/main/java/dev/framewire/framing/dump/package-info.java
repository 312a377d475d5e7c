/**
 * The dump command: shows the frames of a recorded stream, or of a connection while it passes through.
 *
 * <pre>
 *     java -jar framing-core.jar dump FILE
 *     java -jar framing-core.jar dump --listen 9001 --connect host:9000
 * </pre>
 *
 * <p>It needs no other jar: headers are shown as they came, so nothing here touches the JSON library.
 */
@NullMarked
package dev.framewire.framing.dump;

import org.jspecify.annotations.NullMarked;
