"""Rule engines that can be installed beside this program, asked about the same planted faults."""
