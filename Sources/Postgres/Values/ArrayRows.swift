/// Rows that are sent as arrays, one for each column, and are put together again by the server.
public enum ArrayRows {
  /// A query for the rows of the first parameters, which are arrays of the same length.
  ///
  /// The arrays are unnested in the query's list: in `FROM`, where they may stand as well, the server first puts each of
  /// them down as a table of its own, which makes the insertion of wide rows a fifth dearer.
  /// - Parameter columns: Names, and the types of their elements, in the order of the parameters.
  public static func query(_ columns: KeyValuePairs<String, String>) -> String {
    let list = columns.enumerated().map { index, column in
      "unnest($\(index + 1)::\(column.value)[]) AS \(column.key)"
    }
    return "SELECT \(list.joined(separator: ", "))"
  }
}
