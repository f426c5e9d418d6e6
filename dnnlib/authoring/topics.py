"""What the survey teaches, topic by topic, and where the course has it; coverage.py reads the table and checks it.

A row: topic | places | evidence | what is missing, and why. A place is a chapter and its section, "04 §2".
Evidence: `run` on data by a cell, `published` beside ours, a prediction's key, an explorer's name, a puzzle as chapter.name.
"""

ROWS = r"""
# I
why DNNs; features learned, not hand-made | 01 §5 | run 01/by-hand |
the organising distinction: V keeps results, VI and VII may change them | 04 §8 | run 04/f6-loss | said where it is doubted, and where chapter 08 leaves it; the opening of chapter 09 does not repeat it
# II
Fig. 1: AI > ML > brain-inspired > spiking, DL; McCarthy, Samuel | 01 §14 | run 01/brain |
Fig. 2 neuron, Fig. 3 network 3-4-2, "deep" defined | 01 §2, 01 §3 | run 01/fig3 neuron_line small_network ch01.neuron |
brain: 86e9 neurons, synapses; TrueNorth, spiking | 01 §14 | run 01/brain |
without a non-linearity a cascade collapses | 01 §4, 02 §8 | run 01/no-kink ch01.collapse |
feature hierarchy | 01 §6, 02 §11 | run sees |
loss, SGD step, chain rule | 01 §7 | run descent ch01.sgd_step |
Fig. 4: backprop has the form of inference (W for inputs, X for weights) | 01 §8 | run 01/nudging ch01.backward ch01.filter_gradient |
training stores activations, needs precision | 01 §10, 01 §11, 01 §12 | run 01/training-macs 01/grid training_bill ch01.training_macs ch01.training_words ch01.stuck |
batch in training; supervised ... reinforcement | 01 §13 | run ch01.largest_batch | unsupervised and reinforcement learning are told, not run
fine-tuning, transfer | 01 §13, 10 §4 | run 01/slipped 10/fine-tune-wrong |
Fig. 5 timeline, ETANN, three success factors with numbers | 01 §15 | run years |
Fig. 7 ImageNet error by year, humans, GPU entrants 4 -> 110 | 01 §15 | run published years |
applications with numbers (E) | 01 §16 |  | the survey's numbers: nothing to run
embedded or cloud (F) | 01 §16 | run 01/edge send_or_compute ch01.most_macs |
Fig. 6 picture -> probabilities | 01 §1, 02 §11 | run sees | a digit, not a photograph
# III
feed-forward against recurrent, LSTM (Fig. 8a) | 02 §6, 13 §1 | run | an LSTM step is counted; no recurrent network is run, as in the survey
FC -> sparse -> windowed -> shared weights = CONV (Fig. 8b, 9a) | 02 §2 | run 02/sees receptive_field window ch02.receptive_field |
Eq. (1), seven loops, Fig. 9b | 02 §3 | run 02/toy-macs 02/inner-line layer_shape ch02.conv ch02.conv1d |
Table I letters | 02 §3 | run layer_shape |
Fig. 10: CONV, non-linearity, [norm], [pool] x 5-1000, FC x 1-3 | 02 §11 | run 02/wrong |
FC is a CONV | 02 §6 | run 02/conv1-uses ch02.macs |
bias; some nets drop it | 02 §10 | run | half a sentence
Fig. 11 sigmoid, tanh, ReLU, leaky, ELU | 02 §8 | run 02/zeros |
PReLU, maxout | 02 §8 | run | both run on four values: no question
pooling, Fig. 12, E8 | 02 §9 | run published 02/average ch02.average_pool |
pooling makes small shifts harmless | 02 §9 | run | run on digits and maps, and found to be small: no question
batch norm, Eq. (2), folding | 02 §10 | run 02/folded |
LRN, lateral inhibition | 02 §10 | run | run on five channels: no question
LeNet-5, E5 | 02 §11, 02 §12 | run published 02/lenet-conv model_layers |
AlexNet | 02 §12 | run published 02/alexnet-conv1-p 02/alexnet-conv1-macs 02/alexnet-fc-share 02/alexnet-fc-macs model_layers |
OverFeat fast, accurate: .65 points for 1.9 x MACs | 02 §12, 02 §13 | run published model_layers error_and_work |
VGG-16; two 3x3 for one 5x5 (Fig. 13a); VGG-19 | 02 §13, 02 §15 | run published 02/sees model_layers receptive_field ch02.receptive_field |
1-D factors (Fig. 13b), Inception v3, v4 | 11 §1 | run 11/two-small block_swap |
GoogLeNet: inception module (Fig. 14), bottleneck 2.34 x, E6 | 02 §13, 11 §2 | run published 11/inception block_swap |
ResNet: shortcut, vanishing gradient (Fig. 15) | 02 §13 | run 02/bottleneck block_swap |
Table II, counts | 02 §12 | run published 02/lenet-conv ch02.table_row |
Table II, the 11 other rows: top-5 x2, input, depth, filter sizes, channels, filters, stride, FC shapes | 02 §12 | run published model_layers |
what more compute buys (VGG-19 .1 point for 1.27 x, ResNet-152 1 point for 2.9 x) | 02 §13 | run published 02/five-times error_and_work |
trends | 02 §13 | run published 02/five-times error_and_work |
# IV
frameworks, as sources of workloads | 03 §2, 03 §3, 03 §12 | run 03/hooks ch03.conv_macs ch03.encoder_macs |
primitives call libraries or accelerators unseen (Eyeriss under Caffe) | 03 §2 | run | a kernel's choice is seen; Eyeriss under Caffe is told
one net, two files: 1-2 % accuracy apart (E7) | 03 §6 | run published 03/alexnet |
MNIST, CIFAR, ImageNet facts, Fig. 16, balance 732-1300 | 03 §7 | run published 03/nearest ch03.leaked |
localization, detection: what counts as an error | 03 §8 | run found_box ch03.hits_and_misses |
VOC, COCO, Open Images, YouTube-8M, AudioSet | 03 §8 | run | a table of facts: none of their pictures is here
top-1, top-5, chance level | 03 §7, 03 §8 | run ch03.top_k_error |
MNIST says nothing about ImageNet | 03 §7, 09 §8 | run 03/nearest |
# V
platforms: Knights Landing, GP100 FP16, DGX-1, Big Basin, Tegra, Exynos, FPGA | 04 §11 | run 04/ridge | two GPUs of today from data sheets; the boards of 2016 are not told, for they are no longer to be had
temporal (SIMD, SIMT) against spatial (Fig. 17) | 04 §2 | run 04/order |
# V-A
FC as matrix-vector, matrix-matrix (Fig. 18) | 04 §2, 05 §7 | run 05/ridge fc_product |
Toeplitz, duplication (Fig. 19) | 02 §7, 04 §3 | run published 02/duplication 04/vgg-toeplitz ch02.toeplitz ch02.multiply ch04.im2col ch04.copies |
libraries: OpenBLAS, MKL, cuBLAS, cuDNN | 04 §2, 04 §9 | run | measured against loops and rows; MKL and cuBLAS are named, not run
tiling a GEMM to the hierarchy | 04 §2, 05 §6 | run 04/order blocking buffer_traffic |
FFT (Fig. 20), its five drawbacks, three remedies | 04 §4 | run published 04/fft-3x3 fft_tiles multiplications ch04.full |
Strassen | 04 §7 | run published 04/strassen ch04.strassen_mults |
Winograd | 04 §5 | run published 04/f4 multiplications ch04.tile |
stability, storage, one kernel a size; E9 | 04 §8 | run 04/f6-loss ch04.growth |
choose by shape; libraries choose at run time | 04 §9 | run published 04/fixed which_kernel ch04.pick |
# V-B
3 reads 1 write (Fig. 21); 3000 M, 61 M, 500 x (E10) | 05 §2 | run published 05/worst 05/best ch05.least_words |
hierarchy and prices (Fig. 22) | 05 §1, 05 §4 | run published 05/dram-in-macs 05/room machine ch05.input_energy |
three kinds of reuse (Fig. 23), accumulation | 05 §3, 05 §4 | run published 05/weight-reuse 05/psum machine ch05.uses_of_an_input ch05.psum_energy |
mapper = compiler analogy (Fig. 24) | 06 §14 | run 06/free |
WS (Fig. 25a) | 06 §2, 06 §6, 07 §2 | run published 06/toy-f-reads-swapped 07/line loop_order dataflow_class ch06.stationary ch07.step ch07.cycles |
OS (Fig. 25b) | 06 §6, 07 §3 | run published 06/os-weights dataflow_class ch06.stationary ch07.stall |
NLR (Fig. 25c) | 06 §6, 06 §8 | run published 06/worst dataflow_class |
OS A, B, C (Fig. 26) | 06 §6, 06 §9 | run published dataflow_class |
the designs of each class: nn-X/neuFlow, Sankaradas, Sriram, Chakradhar, Park, Origami; ShiDianNao, Gupta, Peemen; UCLA, DianNao, DaDianNao | 06 §6 | run dataflow_class |
RS 1-D in a PE (Fig. 27) | 06 §7, 07 §6 | run row_in_a_pe |
RS 2-D (Fig. 28) | 06 §7 | run published row_stationary |
RS higher dimensions: concatenate, interleave, interleave (Fig. 29) | 07 §7 | run many_in_a_pe processing_pass |
optimisation compiler (Fig. 30) | 06 §14 | run published 06/engine-rs 06/free ch06.beat |
Eyeriss chip (Fig. 31) | 07 §7 | run published 07/conv1-ms 07/vgg chip_cut processing_pass |
replication, folding (Fig. 32); idle PEs | 07 §6 | run published 07/conv2-pes set_placement ch07.active |
multicast network for the pattern | 07 §6 | run set_placement |
Fig. 33 a, b | 06 §8, 06 §12 | run published 06/worst 06/turn dataflows winners |
Fig. 34 | 06 §9 | run published 06/fc-dram dataflows |
Fig. 35 | 06 §10 | run published 06/conv-share |
equal area; sweep of PEs and batch; 1.4-2.5 x, 1.3 x | 06 §8, 06 §11, 06 §12 | run published 06/batch 06/turn winners ch05.buffer_words ch06.turning_price |
fused layers across a large buffer | 04 §12 | run 04/fused |
# VI
caveats: analog, ADC and DAC, training digital | 08 §4, 08 §7 | run 08/digits crossbar_bench |
eDRAM 2.85 x, 321 x | 08 §2 | run published 08/stacked |
DaDianNao | 08 §2 |  | named, with its memory; its design is not run
HMC, HBM, TSV: 10 x, 5 x | 08 §2 | run published |
Neurocube | 08 §2 | run published |
Tetris 1.5 x, 4.1 x | 08 §2, 08 §3 | run published 08/stacked best_buffer ch08.best_buffer |
SRAM bit cell, 5-bit DAC, 12 x (Fig. 36a) | 08 §11 | run published 08/votes ballots ch08.vote |
DAC pre-distortion, boosting | 08 §11 | run published ballots |
crossbar I = sum V G (Fig. 36b) | 08 §4 | run ch08.products_to_pay crossbar_bench |
devices: PCM, RRAM, CBRAM, STT-MRAM and their trade-offs; cells without transistor | 08 §4, 08 §9 | run | the trade-offs are told, not computed
wires, IR drop | 08 §8 | run crossbar_bench |
write energy, many pulses | 08 §9 | run | pulses by a model: no published count or energy to recompute
device and cycle variation | 08 §9 | run crossbar_bench ch08.effective |
ISAAC | 08 §6 | run published 08/adc-bits ch08.turned_over |
PRIME |  |  | a second crossbar design, 4-bit levels: nothing that ISAAC does not show
simulated or made: 12 x 12 array then | 08 §13 | run published |
ADC that multiplies (SAR) | 08 §12 |  | told: no published energy that can be recomputed
21 x fewer conversions | 08 §11 | run published ch08.conversions |
RedEye | 08 §12 | run published |
Angle Sensitive Pixels, 10 x | 08 §12 | run published |
# VII-A
quantizer = levels and edges; three mappings (Fig. 37) | 09 §3, 09 §4 | run 09/decibels levels ch09.linear ch09.powers ch09.shared |
fixed or variable: by type, layer, filter | 09 §10 | run 09/fewest bits_by_layer ch09.per_channel ch09.allocate |
FP32 word (Fig. 38a) and E3 | 09 §2 | run published 09/word ch09.read_float |
dynamic fixed point (Fig. 38b) | 09 §2 | run published 09/fraction number_line |
Horowitz ratios | 09 §1 | run published 09/mult-energy 09/with-dram |
2N + M bits (Fig. 39) | 09 §5 | run 09/accumulator ch09.requantize |
TPU v1 and Pascal int8 (2016), four 8-bit operations for one of 32 | 07 §5, 09 §11 | run 09/lanes |
4-9 bits a layer; bit-serial 2.24 x (Stripes) | 09 §11 | run published 09/serial |
precision-scalable multiplier with voltage, 2.56 x | 09 §11 |  | the published 2.56 x is told: no model of voltage here
BinaryConnect, BWN, XNOR, BNN, QNN, DoReFa, HWGQ | 09 §8 | run published 09/binary 09/rank ch09.binary_gradient |
XNOR and popcount as the arithmetic | 09 §11 | run 09/xnor |
first and last layer kept (stars) | 09 §6 | run 09/ends |
TWN, TTQ | 09 §8 | run published 09/rank levels |
YodaNN, BRein, TrueNorth | 09 §11 |  | a table of what is binary in each; none is run
log domain, LogNet 27.8 against 5 % | 09 §4 | run published levels ch09.powers |
INQ | 09 §8 | run published 09/rank |
weight sharing (Fig. 40), HashedNets | 09 §4 | run 09/sharing levels ch09.shared |
Table III, E14 | 09 §8 | run published 09/rank |
# VII-B.1
ReLU's zeros (Fig. 41), E4 | 10 §1 | run published 10/pixels |
run-length code: 2.1 x, 1.5 x overall, near entropy | 10 §5 | run published format_sizes ch10.run_lengths |
gating, 45 % (E12) | 07 §9, 10 §2 | run published 10/gating threshold ch10.pe_cost |
skipping; Cnvlutin 1.37 x | 07 §9, 10 §2 | run 07/skipping 10/small ch10.pe_cost |
pruning small activations: Cnvlutin +11 %, Minerva 2 x | 10 §2 | run 10/small |
# VII-B.2
Optimal Brain Damage | 10 §4 | run 10/saliency |
magnitude pruning, with and without training; 9 x, 3 x | 10 §3, 10 §4 | run published 10/free-weights 10/fine-tune-wrong 10/alexnet threshold ch10.prune_to_budget |
energy estimate (Fig. 42) | 10 §10 | run 10/one-in-nine ch10.energy_order |
energy-aware pruning 3.7 x, 1.74 x | 10 §10 | run published 10/one-in-nine ch10.energy_order |
Fig. 43 whole: five nets dense, two magnitude, three energy-aware | 10 §10, 11 §4 | run published network_bills | the pruned points of AlexNet alone; GoogLeNet's 1.6 x quoted
CSR, CSC (Fig. 44) | 10 §6 | run published 10/fig-44 format_sizes ch10.csc_product ch10.cheapest |
compressed weights save 20-30 % bandwidth | 10 §6 | run | ours of CONV weights alone: the survey does not say of what its 20 to 30 % are
EIE | 10 §7 | run published 10/busy interleave ch10.eie_cycles |
SCNN: input stationary, multiplier array, scatter | 10 §7 | run 10/scatter |
structured pruning; Scalpel | 10 §4 | run ch10.two_of_four |
# VII-B.3
N x N by 1 x N and N x 1 | 11 §1 | run 11/two-small block_swap |
depthwise + 1x1: Xception, MobileNet; order may swap | 02 §5, 11 §3 | run published 11/separable block_swap ch11.separable_saving |
1x1 bottleneck, 32 filters of 1x1x64 | 11 §2 | run 11/inception block_swap ch11.bottleneck_weights |
SqueezeNet: 50 x fewer weights, MORE energy | 11 §4 | run published 11/squeezenet network_bills |
CP 4.5 x, unstable; Tucker | 11 §8 | run published 11/cp-time low_rank ch11.cp_filters ch11.tucker |
no non-linearity between decomposed parts | 11 §1 | run | said beside the toy's two filters; no question
# VII-B.4
distillation: logits, softened (Fig. 45) | 11 §9 | run published 11/threes ch11.soften |
hints (FitNets), ensembles, speech +2 % | 11 §9 | run | hints are trained and give nothing here; ensembles and speech are told, not run
# VIII
report all of accuracy, energy, speed, cost | 12 §1 | run 12/winners report_card ch12.winner |
robustness as part of accuracy |  |  | no data set of shifted or noisy images ships with the course
accepted data sets and nets | 12 §2 | run published | accuracy on the accepted sets is quoted: ImageNet does not ship
off-chip energy and traffic included | 07 §8, 12 §10 | run published report_card ch12.energy_an_image |
throughput is not latency: 100 at 30 fps = 3.3 s | 12 §5 | run 12/latency waiting ch12.latency_and_rate |
PEs used, not peak | 07 §11, 12 §7 | run published 07/idle |
Table IV, E13 | 12 §2 | run published 12/product ch12.non_zero_macs |
Table V | 12 §3 | run published ch12.same_units |
FPGA: DSP, BRAM, LUT, GOPs a slice |  |  | no FPGA report is recomputed: the survey gives no row of numbers
test set-up: measured, simulated, corner | 12 §11 | run ch12.at_one_process |
cheats | 12 §11 | run ch12.mean_speedup |
decision order | 12 §14 | run | told with the takeaways: no question
# IX
takeaways, combine and watch interactions | 12 §14 | run ch12.winner |
start from the application |  |  | chapter 14
"""
