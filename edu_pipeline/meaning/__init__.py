"""What a figure is called: the words of its row header, its measure without dimensions, and the dimensions."""
