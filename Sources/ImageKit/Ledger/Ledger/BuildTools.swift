package import ImagePackages
import ImageReading

/// Which packages serve to build or to install other software, and are seldom needed to run it.
package enum BuildTools {
    /// Whether a package serves to build or install others.
    package static func contains(_ package: Package) -> Bool {
        let ecosystem = package.kind.ecosystem
        let name = package.normalizedName
        guard !ecosystem.neededToRun.contains(where: { matches(name, $0) }) else { return false }
        return ecosystem.buildTools.contains { matches(name, $0) }
    }

    /// Whether a name fits a pattern in which every `*` stands for any text and `[0-9]` for a digit.
    static func matches(_ name: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        var rest = name[...]
        for (index, part) in parts.enumerated() {
            if index == 0 {
                guard let end = prefix(of: rest, part) else { return false }
                rest = rest[end...]
                if parts.count == 1 { return rest.isEmpty }
            } else if index == parts.count - 1 {
                return rest.hasSuffix(part)
            } else {
                guard let range = rest.firstRange(of: part) else { return false }
                rest = rest[range.upperBound...]
            }
        }
        return true
    }

    private static func prefix(of text: Substring, _ part: Substring) -> Substring.Index? {
        guard part.hasSuffix("[0-9]") else {
            return text.hasPrefix(part) ? text.index(text.startIndex, offsetBy: part.count) : nil
        }
        let word = part.dropLast(5)
        guard text.hasPrefix(word), let digit = text.dropFirst(word.count).first, digit.isASCII, digit.isNumber else {
            return nil
        }
        return text.index(text.startIndex, offsetBy: word.count + 1)
    }
}
