import ArgumentParser
import ImageKit

/// Lists files by size.
struct FilesCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "files",
        abstract: "List the largest files, in whichever layer, with their owner.",
        usage: "imagescan files [<options>] <image>",
        discussion: """
            Shows each file with its layer, the package that owns it or what it is for, and whether a container sees \
            it or a later layer replaced or deleted it. Options narrow the list; a table shows the 40 largest unless \
            you give --all.

            EXAMPLES
              imagescan files app.tar
              imagescan files app.tar --larger 10MB
              imagescan files app.tar --deleted
              imagescan files app.tar --path '/usr/lib/**' --owner libc6
              imagescan files app.tar --layer 3 -o csv=layer3.csv
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<FilesReport>
    @Option(help: ArgumentHelp("Only files that this layer brought; the lowest is 0.", valueName: "number"))
    var layer: Int?
    @Option(
        help: ArgumentHelp(
            "Only files at paths like this: * stands for anything, **/ for any folders; without a slash, the name.",
            valueName: "glob"))
    var path: String?
    @Option(help: ArgumentHelp("Only files of this package, or that are there for this (a cause).", valueName: "name"))
    var owner: String?
    @Option(
        help: ArgumentHelp("Only files of this size or more, for example 10MB.", valueName: "size"), transform: size)
    var larger: Int64?
    @Flag(help: "Only files that a later layer deleted or replaced.")
    var deleted = false
    @Flag(help: "Show every row of a table.")
    var all = false

    private static func size(_ text: String) throws -> Int64 {
        guard case .bytes(let bytes) = SizeGate.Bound(text) else {
            throw ValidationError("--larger takes bytes, for example 200MB or 150MiB, not \(text)")
        }
        return bytes
    }

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], writing: output) }

    func validate() throws { try output.check() }

    func run() async throws {
        var filter = FileFilter()
        filter.layer = layer
        filter.path = path
        filter.owner = owner
        filter.leastSize = larger ?? 0
        if deleted { filter.fates = [.deleted, .overwritten, .copied] }
        let analysis = try await image.analyze(booksBytes: true, identity: .checksum)
        if let layer, !analysis.layers.indices.contains(layer) {
            let highest = analysis.layers.isEmpty ? "none" : "0 to \(analysis.layers.count - 1)"
            throw ValidationError("the image has no layer \(layer); its layers: \(highest)")
        }
        try output.write(try FilesReport(analysis, where: filter, limit: all ? nil : 40))
    }
}
