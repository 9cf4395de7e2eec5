import ImageLedger
import ImagePackages
import ImageReading

/// The lists of debian-security-support: packages whose support ends before that of their release
/// (`security-support-ended.deb12`), and those that it never covers wholly (`security-support-limited`).
struct SupportList {
    static let kind = "debian-support"

    private(set) var entries: [PackageSupport] = []
    /// How many lines could not be read.
    private(set) var malformed = 0

    /// Whether bytes begin as such a list does.
    static func isOne(_ bytes: [UInt8]) -> Bool { limited(bytes) != nil }

    private static func limited(_ bytes: [UInt8]) -> Bool? {
        let lines = bytes.prefix(4096).split(separator: UInt8(ascii: "\n"))
        guard let line = lines.first.map({ String(decoding: $0, as: UTF8.self) }) else { return nil }
        if line.hasPrefix("# List of packages whose security support ends") { return false }
        return line.hasPrefix("# List of packages where security support is limited") ? true : nil
    }

    /// - Throws: ``/ImageReading/ImageError`` where the name does not say of which release a list of ends is.
    init(_ bytes: [UInt8], name: String) throws {
        let isLimited = SupportList.limited(bytes) ?? false
        let release = name.split(separator: ".").last.flatMap { $0.hasPrefix("deb") ? String($0.dropFirst(3)) : nil }
        guard isLimited || release.map({ !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }) ?? false else {
            throw ImageError(
                .malformedDocument,
                "the name does not say of which release of Debian the list is; give the file of one, for example security-support-ended.deb12"
            )
        }
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            let columns = String(decoding: line, as: UTF8.self)
                .split(maxSplits: isLimited ? 1 : 3, whereSeparator: \.isWhitespace)
                .map { String($0.trimmingPrefix(while: \.isWhitespace)) }
            guard let package = columns.first else { continue }
            if isLimited {
                entries.append(
                    PackageSupport(
                        release: nil, package: package, extent: .limited, reason: columns.count > 1 ? columns[1] : ""))
            } else if columns.count > 2, let day = CalendarDate(columns[2]) {
                entries.append(
                    PackageSupport(
                        release: release, package: package, extent: .until(day),
                        reason: columns.count > 3 ? columns[3] : ""))
            } else {
                malformed += 1
            }
        }
    }
}
