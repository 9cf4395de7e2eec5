import ArgumentParser
import ImageKit

/// Shows and prunes a cache of layers.
struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Show what a cache of layers holds, or make it smaller.",
        discussion: """
            With --cache or IMAGESCAN_CACHE, what was read of a layer is kept in a folder, and the next image that has the \
            layer costs only what is new in it. Results are the same with and without, and what is in a cache was verified. \
            Damage that came to an archive later is not noticed in layers that the cache has; validate reads all of them.

            EXAMPLES
              imagescan inventory app.tar --cache ~/.cache/imagescan
              imagescan cache show ~/.cache/imagescan
              imagescan cache prune ~/.cache/imagescan --max-size 500MB
            """,
        subcommands: [Show.self, Prune.self])

    /// Which cache is meant.
    struct Place: ParsableArguments {
        @Argument(
            help: ArgumentHelp("The folder; else that of IMAGESCAN_CACHE or the settings.", valueName: "folder"),
            completion: .directory)
        var folder: String?

        @Option(
            help: ArgumentHelp("Read settings from this file instead of .imagescan.yaml.", valueName: "file"),
            completion: .file(extensions: ["yaml", "yml"]))
        var config: String?

        /// The folder, which has to be there.
        func open() throws -> LayerCacheFolder {
            guard let path = try folder ?? Settings.load(config).text("cache"), !path.isEmpty else {
                throw ValidationError(
                    "name the folder of the cache, for example imagescan cache show ~/.cache/imagescan")
            }
            return try LayerCacheFolder(existing: path)
        }
    }

    /// Lists the layers.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the layers of a cache, those used last first.")

        @OptionGroup var place: Place

        func run() async throws {
            let cache = try place.open()
            let entries = try cache.entries()
            var text = "\(DisplayText.escaped(cache.path)): \(CacheCommand.amount(of: entries))\n"
            if !entries.isEmpty {
                var table = TextTable([
                    .init(title: "LAST USED"), .init(title: "SIZE", alignment: .right),
                    .init(title: "FILES", alignment: .right), .init(title: "LAYER"),
                ])
                // What was read for several commands is kept for each.
                let groups = Dictionary(grouping: entries) { $0.layer ?? $0.name }
                for (layer, entries) in groups.sorted(by: {
                    ($1.value[0].lastUsed, $0.key) < ($0.value[0].lastUsed, $1.key)
                }) {
                    table.append([
                        entries[0].lastUsed.description, ByteCount.text(entries.reduce(0) { $0 + $1.size }),
                        String(entries.count), layer,
                    ])
                }
                text += "\n" + table.render(TableStyle(width: nil, usesColor: false))
            }
            try Terminal.write(text)
        }
    }

    /// Removes layers.
    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove the layers that were not used for longest until the rest fit.")

        @OptionGroup var place: Place

        @Option(
            help: ArgumentHelp("Bytes that may stay, for example 500MB or 1GiB; 0 removes all.", valueName: "size"),
            transform: size)
        var maxSize: Int64

        func run() async throws {
            let cache = try place.open()
            let removed = try cache.prune(to: maxSize)
            try Terminal.write(
                "Removed \(CacheCommand.amount(of: removed)). Left: \(CacheCommand.amount(of: try cache.entries())).\n")
        }

        private static func size(_ text: String) throws -> Int64 {
            guard case .bytes(let value) = SizeGate.Bound(text) else {
                throw ValidationError("--max-size takes bytes, for example 500MB or 1GiB, not \(text)")
            }
            return value
        }
    }

    private static func amount(of entries: [LayerCacheFolder.Entry]) -> String {
        "\(Plural.text(Set(entries.map { $0.layer ?? $0.name }).count, "layer")), \(ByteCount.text(entries.reduce(0) { $0 + $1.size }))"
    }
}
