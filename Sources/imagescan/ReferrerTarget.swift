import ArgumentParser
import ImageKit

/// Where a document goes as a referrer of its image: `[FORMAT=]FOLDER`.
struct ReferrerTarget: ExpressibleByArgument {
    let format: ReportFormat
    let folder: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let named = ReportFormat(rawValue: parts[0])
        let hasFormat = parts.count == 2 && BillReferrer.formats.contains(named)
        format = hasFormat ? named : .spdxJSON
        folder = hasFormat ? parts[1] : argument
        guard !folder.isEmpty else { return nil }
    }
}
