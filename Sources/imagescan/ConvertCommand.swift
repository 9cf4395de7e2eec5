import ArgumentParser
import ImageKit
import SystemPackage

/// Converts the JSON of an inventory to documents for other tools.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert the JSON of an inventory to SPDX, CycloneDX or JSON lines, without the image.",
        usage: "imagescan convert [<options>] <inventory>",
        discussion: """
            Reads what imagescan inventory -o json wrote, or standard input (-). If the inventory was made with \
            --sbom, the result is byte for byte what imagescan sbom writes for the image; otherwise it has no licenses \
            and no dependencies.

            EXAMPLES
              imagescan inventory app.tar --sbom -o json=app.json
              imagescan convert app.json -o cyclonedx-json=app.cdx.json -o spdx-json
            """
    )

    @Argument(
        help: "The JSON of an inventory, or - for standard input.", completion: .file(extensions: ["json"]))
    var inventory: String

    @OptionGroup var output: OutputOptions<BillReport>
    @OptionGroup var snapshot: SnapshotOptions

    @Flag(name: .customLong("no-sandbox"), help: "Don't give up the right to open other files and to use the network.")
    var noSandbox = false

    private static let sizeLimit = 1 << 30

    func validate() throws { try output.check() }

    func run() throws {
        let name = inventory == "-" ? "standard input" : inventory
        let created = try SourceDate.current()
        try snapshot.check(for: output.formats)
        if !noSandbox {
            Sandbox(readable: inventory == "-" ? [] : [inventory], writable: output.files).enter()
        }
        let bill = try SoftwareBill(inventory: bytes(name), name: name)
        let report = BillReport(
            [bill], created: created, job: try snapshot.job(for: output.formats, image: bill.image.name))
        try output.write(report)
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        do {
            guard let bytes = try SmallFile.bytes(of: inventory, limit: ConvertCommand.sizeLimit) else {
                throw ImageError(.limitExceeded, "the document is larger than 1 GiB", archive: name)
            }
            guard bytes.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") else {
                throw ImageError(
                    .malformedDocument,
                    "this is no JSON document; convert takes what imagescan inventory -o json --sbom wrote, and "
                        + "imagescan sbom takes an image", archive: name)
            }
            return bytes
        } catch let error as Errno {
            throw ImageError(.unreadable, "the document can't be read: \(error)", archive: name)
        }
    }
}
