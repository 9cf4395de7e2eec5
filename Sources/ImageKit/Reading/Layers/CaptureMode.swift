/// How much of a file's contents a layer keeps while it streams by.
public enum CaptureMode: Int, Sendable, Comparable {
    /// Up to and without the first empty line: the header fields of a METADATA file.
    case headerFields
    /// Everything, but nothing of a file beyond ``Limits/licenseFile`` or once a layer's reach ``Limits/licenseTotal``;
    /// that is no error.
    case licenseText
    /// Everything, but fields of a control file that are longer than ``Limits/metadataField`` are cut.
    case controlFile
    /// Everything.
    case whole

    /// Orders modes by how much they keep.
    public static func < (left: CaptureMode, right: CaptureMode) -> Bool { left.rawValue < right.rawValue }
}
