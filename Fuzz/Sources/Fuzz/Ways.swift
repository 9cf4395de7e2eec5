@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// How an archive is read, and what is told of it in which form.
struct Ways {
    enum Report: CaseIterable {
        case inventory, layers, usage, directories, advice, removable, history, why, comparison, validation
        case integrity, check, bill, licenses, attestations
    }

    let report: Report
    let repairsChecksums: Bool
    let options: ScanOptions
    private let format: UInt8

    init(reading: UInt8, format: UInt8, report: UInt8) {
        self.report = Report.allCases[Int(report) % Report.allCases.count]
        self.format = format
        repairsChecksums = reading & 1 == 0
        var options = ScanOptions()
        options.limits = .small
        options.verifiesLayers = reading & 2 != 0
        options.booksBytes = true
        options.contentIdentity = reading & 4 == 0 ? .checksum : .digest
        options.readsLinkage = true
        options.readsLicenses = self.report == .bill || self.report == .licenses
        options.readsAttestations = self.report == .attestations
        if self.report == .check { options.prepare(for: ReportProperties.policies) }
        if self.report == .integrity { options.prepareForIntegrity() }
        self.options = options
    }

    /// One of the formats that a report can take.
    func format(among formats: [ReportFormat]) -> ReportFormat { formats[Int(format) % formats.count] }
}
