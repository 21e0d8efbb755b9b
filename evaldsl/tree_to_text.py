def tree_to_text(cell):
    return cell.plain
