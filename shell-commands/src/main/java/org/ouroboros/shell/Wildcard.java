// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

/**
 * A name in which each {@code *} stands for any text, even none.
 *
 * @param pattern the name as it was given
 */
record Wildcard(String pattern) {
    /** {@return whether this can match only the name that it is} */
    boolean plain() {
        return pattern.indexOf('*') < 0;
    }

    /** {@return whether {@code name} as a whole fits} Takes time in the product of the two lengths at most. */
    boolean matches(String name) {
        int at = 0;
        int inPattern = 0;
        int latestStar = -1;
        int resumeAt = 0;
        while (at < name.length()) {
            if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
                latestStar = inPattern++;
                resumeAt = at;
            } else if (inPattern < pattern.length() && pattern.charAt(inPattern) == name.charAt(at)) {
                inPattern++;
                at++;
            } else if (latestStar >= 0) {
                inPattern = latestStar + 1;
                at = ++resumeAt;
            } else {
                return false;
            }
        }
        return pattern.substring(inPattern).chars().allMatch(c -> c == '*');
    }
}
