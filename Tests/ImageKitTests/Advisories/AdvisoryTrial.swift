import Foundation
import Testing

@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading

/// Advisory files in a folder of their own, matched against images that are built in code.
struct AdvisoryTrial {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// An image of Debian 12 with packages as `name source version`, and distributions as `name version`; one of distributions
    /// alone has no operating system.
    ///
    /// - Parameters:
    ///   - release: VERSION_ID of os-release, with the distribution's ID in front where it is not Debian: `ubuntu:22.04`.
    ///   - edit: adds other files.
    static func image(
        _ packages: [(name: String, source: String, version: String)], pip: [(String, String)] = [],
        release: String = "12", options: ScanOptions = ScanOptions(), environment: [String] = [],
        _ edit: (inout TarBuilder) -> Void = { _ in }
    ) async throws -> ImageAnalysis {
        var tar = TarBuilder()
        let parts = release.split(separator: ":").map(String.init)
        let codename = ["12": "bookworm", "13": "trixie", "22.04": "jammy"][parts.last ?? ""]
        let hasSystem = pip.isEmpty || !packages.isEmpty
        if hasSystem {
            tar.add(
                "etc/os-release",
                "ID=\(parts.count > 1 ? parts[0] : "debian")\nVERSION_ID=\"\(parts.last ?? "")\"\n"
                    + (codename.map { "VERSION_CODENAME=\($0)\n" } ?? ""))
        }
        let stanzas = packages.map {
            "Package: \($0.name)\nStatus: install ok installed\nArchitecture: amd64\nSource: \($0.source)\nVersion: \($0.version)\n\n"
        }
        if hasSystem { tar.add("var/lib/dpkg/status", stanzas.joined()) }
        for (name, version) in pip {
            tar.add(
                "usr/lib/python3.11/site-packages/\(name)-\(version).dist-info/METADATA",
                "Name: \(name)\nVersion: \(version)\n")
        }
        edit(&tar)
        var configuration = ImageConfiguration()
        configuration.config = ImageConfiguration.Execution()
        configuration.config?.env = environment
        return try await ImageAnalyzer(options: options).analyze(
            TestImage.image([tar.archive], configuration: configuration))
    }

    /// Writes files and gives their paths in the order of their names.
    func write(_ files: [String: String]) throws -> [String] {
        try files.sorted { $0.key < $1.key }.map { try folder.write(Array($0.value.utf8), to: $0.key) }
    }

    /// What the data of files says of an image.
    func find(
        _ files: [String: String], in image: ImageAnalysis, asOf: String? = nil, today: String = "2026-11-26"
    ) throws -> VulnerabilityFindings {
        try VulnerabilityMatcher(
            AdvisoryFiles(paths: write(files), wanted: nil), asOf: asOf.flatMap { CalendarDate($0) },
            today: #require(CalendarDate(today))
        ).findings(in: image)
    }

    /// A record of OSV.
    static func osv(
        _ id: String, _ ecosystem: String, _ name: String, events: String, more: String = "", affected: String = ""
    ) -> String {
        """
        {"id":"\(id)","modified":"2026-11-25T00:00:00Z"\(more),"affected":[{"package":{"ecosystem":"\(ecosystem)","name":"\(name)"},"ranges":[{"type":"ECOSYSTEM","events":[\(events)]}]\(affected)}]}
        """
    }
}
