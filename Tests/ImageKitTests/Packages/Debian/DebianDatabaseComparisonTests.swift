import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Compares the ecosystem with dpkg-query, where there is one.
@Suite struct DebianDatabaseComparisonTests {
    private static let program = "/usr/bin/dpkg-query"

    private static let isAvailable: Bool = {
        if FileManager.default.isExecutableFile(atPath: program) { return true }
        FileHandle.standardError.write(Data("SKIPPED: there is no dpkg-query to compare with\n".utf8))
        return false
    }()

    @Test(
        .enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"),
        .enabled(if: isAvailable, "there is no dpkg-query"))
    func agreesWithDpkgQuery() throws {
        let status = try SharedData.bytes("conformance/dpkg/bookworm-minbase.status")
        var layer = TestLayer()
        try layer.add(file: "var/lib/dpkg/status", bytes: status)
        let result = DebianEcosystem().catalog(
            CatalogContext(
                tree: TestLayer.tree(layer), configuration: ImageConfiguration(),
                distribution: Distribution(id: "debian", versionID: "12")))
        let ours = result.packages.map { row(of: $0.package) }
        #expect(ours.count == 138)
        #expect(ours.sorted() == (try answers(for: status)).sorted())
        #expect(result.diagnostics.isEmpty)
    }

    private func row(of package: Package) -> String {
        let fields = package.debian
        let size = fields?.declaredSize.map { String($0 / 1024) } ?? ""
        return [
            package.name, package.version, package.architecture ?? "", fields?.want ?? "", fields?.state ?? "",
            fields?.sourceName ?? "", fields?.sourceVersion ?? "", package.maintainer ?? "", fields?.section ?? "",
            fields?.priority ?? "", fields?.isEssential ?? false ? "yes" : "no", size, package.summary ?? "",
            package.homepage ?? "", fields?.depends.joined(separator: ", ") ?? "",
            fields?.preDepends.joined(separator: ", ") ?? "", fields?.provides.joined(separator: ", ") ?? "",
        ].joined(separator: "|")
    }

    private func answers(for status: [UInt8]) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("info"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("updates"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(status).write(to: folder.appendingPathComponent("status"))
        let fields = [
            "Package", "Version", "Architecture", "db:Status-Want", "db:Status-Status", "source:Package",
            "source:Version", "Maintainer", "Section", "Priority", "Essential", "Installed-Size",
            "binary:Synopsis", "Homepage", "Depends", "Pre-Depends", "Provides",
        ]
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: DebianDatabaseComparisonTests.program)
        process.arguments = [
            "--admindir=\(folder.path)", "-W", "-f", fields.map { "${\($0)}" }.joined(separator: "|") + "\n",
        ]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
