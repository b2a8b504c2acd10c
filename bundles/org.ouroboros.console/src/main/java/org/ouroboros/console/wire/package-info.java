// SPDX-License-Identifier: Apache-2.0
/**
 * What a shell and the system that it is attached to say to each other, over a Unix-domain socket.
 *
 * <p>A stream of frames in each direction. Numbers are unsigned, big-endian; text is UTF-8.
 *
 * <pre>
 *   0      1             3                                  3 + length
 *   +------+-------------+----------------------------------+
 *   | type | length      | payload, at most 8192 bytes      |
 *   +------+-------------+----------------------------------+
 *
 *   from the shell
 *     1 hello      | version u8 | mode u8 | columns u16 | rows u16 | length of name u8 | name | type of terminal |
 *     2 data       | stream u8 | bytes |
 *     3 end        | stream u8 |
 *     4 resize     | columns u16 | rows u16 |
 *     5 interrupt  | |
 *
 *   from the system
 *    16 welcome    | version u8 |
 *    17 output     | bytes |
 *    18 error      | bytes |
 *    19 want       | stream u8 |
 *    20 exit       | status u8 |
 *    21 dismissed  | reason |
 *
 *   mode      0 terminal: a prompt, and what is typed as data of stream 0
 *             1 script: commands from stream 1, and what they read from stream 0
 *   stream    0 input, 1 program
 * </pre>
 *
 * <p>The shell says hello, the system says welcome, or dismisses it. A hello starts alike in all versions. In a terminal, data comes when it is typed, and the system drops what nobody reads. In a script, each data or
 * end answers one want, so that nothing is read that nobody asked for. Exit or dismissed is the last frame; a
 * stream that ends without one was cut off.
 */
@NullMarked
package org.ouroboros.console.wire;

import org.jspecify.annotations.NullMarked;
