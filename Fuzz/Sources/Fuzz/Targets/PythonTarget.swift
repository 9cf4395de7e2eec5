@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads the records of a Python environment, each a section of the input.
enum PythonTarget: FuzzTarget {
    private static let site = "usr/lib/python3/dist-packages"
    private static let places = [
        "tool-1.0.dist-info/METADATA", "tool-1.0.dist-info/RECORD", "tool-1.0.dist-info/direct_url.json",
        "tool-1.0.dist-info/entry_points.txt", "tool-1.0.dist-info/top_level.txt", "other-2.egg-info/PKG-INFO",
        "other-2.egg-info/requires.txt", "other-2.egg-info/installed-files.txt", "tool.pth", "third.egg-link",
        "zipped-1-py3.11.egg", "tool-1.0.dist-info/INSTALLER",
    ]

    static func run(_ input: FuzzInput) throws {
        var layer = TestLayer()
        for path in ["usr/bin/python3.11", "\(site)/tool/__init__.py", "\(site)/other.py", "usr/bin/tool"] {
            try layer.add(file: path, bytes: Array(path.utf8), isKept: false)
        }
        for (place, section) in zip(places, input.sections) where !section.isEmpty {
            try layer.add(file: "\(site)/\(place)", bytes: section)
        }
        if let last = input.sections.dropFirst(places.count).first {
            try layer.add(file: "opt/venv/pyvenv.cfg", bytes: last)
            try layer.add(
                file: "opt/venv/lib/python3.11/site-packages/inner-1.dist-info/METADATA", bytes: input.sections[0])
        }
        try InventoryProperties.expect(of: TestLayer.tree(layer), ecosystem: PythonEcosystem())
        for section in input.sections {
            let metadata = PythonMetadata(section)
            let text = metadata.fields.map { "\($0.name): \($0.value.replacing("\n", with: "\n "))\n" }.joined()
            expect(PythonMetadata(Array(text.utf8)).fields.count == metadata.fields.count, "fields change when written")
        }
    }
}
