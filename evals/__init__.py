"""Gold questions, scores and measurements: is the answer right, and where was it lost?"""
