import ImageLedger
import ImageReading

/// The tables of distro-info-data: `debian.csv` and `ubuntu.csv`.
struct ReleaseTable {
    static let kind = "release-ends"

    private(set) var releases: [String: ReleaseEnds.Release] = [:]

    static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "version,codename,series,".utf8) }

    /// - Throws: ``/ImageReading/ImageError`` where the columns are not those of Debian's or Ubuntu's table.
    init(_ bytes: [UInt8]) throws {
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { line in
            String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingPrefix(while: \.isWhitespace)
            }
        }
        let columns = lines.first?.map(String.init) ?? []
        let isDebian = columns.contains("eol-lts")
        guard isDebian || columns.contains("eol-server"), let security = columns.firstIndex(of: "eol") else {
            throw ImageError(
                .malformedDocument, "the table has the columns of neither debian.csv nor ubuntu.csv of distro-info-data"
            )
        }
        let longTerm = isDebian ? columns.firstIndex(of: "eol-lts") : columns.firstIndex(of: "eol-server")
        for line in lines.dropFirst() {
            // `22.04 LTS`, and releases to come without a number.
            guard let number = line.first?.split(separator: " ").first, line.count > security,
                let end = CalendarDate(String(line[security].prefix(10)))
            else { continue }
            let last = longTerm.flatMap { $0 < line.count ? CalendarDate(String(line[$0].prefix(10))) : nil }
            releases["\(isDebian ? "debian" : "ubuntu"):\(number)"] = ReleaseEnds.Release(
                security: end, longTerm: max(end, last ?? end))
        }
    }
}
